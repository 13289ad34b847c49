"""Staff's files for owners whose chat cannot be given them: a link, and the page that it opens."""
