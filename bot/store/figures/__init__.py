"""What dashboards show, counted by the store itself: by day, channel, region, industry, stage."""
