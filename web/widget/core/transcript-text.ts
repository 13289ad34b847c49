import type { ChatMessage } from "../../shared/protocol";
import type { Words } from "../../shared/words";

/**
 * The conversation as plain text, as it can be kept, printed or sent to a colleague.
 * @param whole false where what stood before could not be read, which the text then says
 */
export function transcriptText(
  messages: readonly ChatMessage[],
  words: Words,
  whole = true,
): string {
  const cut = whole ? [] : [words.transcriptCut];
  const entries = messages.map((message) => entry(message, words));
  return `${[words.title, ...cut, ...entries].join("\n\n")}\n`;
}

function entry(message: ChatMessage, words: Words): string {
  const names = { user: words.you, bot: words.bot, staff: words.staff, system: words.system };
  const name = message.authorName || names[message.author];
  const time = message.createdAt.slice(0, 16).replace("T", " ");
  const cards = message.cards.map((card) => {
    const facts = card.facts.map(([label, value]) => `  ${label}：${value}`);
    const reasons = card.reasons.map((reason) => `  - ${reason}`);
    return [`【${words.kinds[card.kind] ?? card.kind}】${card.title}`, ...facts, ...reasons].join(
      "\n",
    );
  });
  const file = message.file === undefined ? [] : [message.file.name];
  return [`${time} UTC ${name}`, message.text, ...file, ...cards]
    .filter((l) => l !== "")
    .join("\n");
}
