import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import { type Article, type Bubble, mediaUrl } from "../core/api";
import { PlaceIcon, WaveIcon } from "./icons";
import { WechatText } from "./text";

interface Props {
  readonly bubble: Bubble;
  readonly accountName: string;
  onPress(says: string, id: string): void;
}

export function BubbleRow({ bubble, accountName, onPress }: Props): JSX.Element {
  if (bubble.author === "system") return <li class="notice">{bubble.body.text}</li>;
  const own = bubble.author === "owner";
  const who = own ? words.you : accountName;
  return (
    <li class={own ? "row own" : "row"} data-author={bubble.author} data-via={bubble.via}>
      <span class="face" aria-hidden="true">
        {own ? words.you : "校"}
      </span>
      <div class={`said ${bubble.kind}`}>
        <span class="unseen">{who}：</span>
        <Content bubble={bubble} onPress={onPress} />
      </div>
    </li>
  );
}

function Content({ bubble, onPress }: Omit<Props, "accountName">): JSX.Element {
  const { body } = bubble;
  switch (bubble.kind) {
    case "text":
      return <WechatText text={body.text ?? ""} onPress={onPress} />;
    case "voice":
      return <Voice bubble={bubble} />;
    case "image":
      return <Shot mediaId={body.media_id ?? ""} />;
    case "location":
      return (
        <>
          <span class="place-name">{body.label || `${body.latitude}, ${body.longitude}`}</span>
          <span class="map" aria-hidden="true">
            <PlaceIcon />
          </span>
        </>
      );
    case "news":
      return <News articles={body.articles ?? []} />;
    case "msgmenu":
      return <MsgMenu bubble={bubble} onPress={onPress} />;
    case "subscription":
      return (
        <>
          <span class="article-title">{words.serviceNotice}</span>
          {(body.values ?? []).map((value) => (
            <span class="article-text" key={value}>
              {value}
            </span>
          ))}
        </>
      );
    case "link":
      return <span class="article-title">{body.title || body.url}</span>;
    case "music":
      return <span>♪ {body.title}</span>;
    default:
      return <span>{words.cannotShow}</span>;
  }
}

function Voice({ bubble }: { readonly bubble: Bubble }): JSX.Element {
  const { seconds, recognition } = bubble.body;
  return (
    <>
      <span class="wave">
        <WaveIcon />
        {seconds ?? 1}″
      </span>
      {bubble.author === "owner" && (
        <span class="heard">{recognition === "" ? words.voiceUnclear : recognition}</span>
      )}
    </>
  );
}

function Shot({ mediaId }: { readonly mediaId: string }): JSX.Element {
  const [gone, setGone] = useState(false);
  if (gone) return <span>{words.pictureGone}</span>;
  return <img src={mediaUrl(mediaId)} alt={words.pictureAlt} onError={() => setGone(true)} />;
}

function News({ articles }: { readonly articles: readonly Article[] }): JSX.Element {
  return (
    <>
      {articles.map((article, index) => (
        <a
          key={article.url}
          class={index === 0 ? "article first" : "article"}
          {...pageOf(article)}
          target="_blank"
          rel="noopener noreferrer nofollow"
        >
          <span class="cover" aria-hidden="true" />
          <span class="article-title">{article.title}</span>
          {articles.length === 1 && <span class="article-text">{article.description}</span>}
        </a>
      ))}
    </>
  );
}

function pageOf({ url }: Article): { href: string } | object {
  return /^https?:/i.test(url) ? { href: url } : {};
}

function MsgMenu({ bubble, onPress }: Omit<Props, "accountName">): JSX.Element {
  const { head, items, tail } = bubble.body;
  return (
    <>
      {head !== "" && <p>{head}</p>}
      {(items ?? []).map((item) => (
        <p key={item.id}>
          <button type="button" class="word-link" onClick={() => onPress(item.content, item.id)}>
            {item.content}
          </button>
        </p>
      ))}
      {tail !== "" && <p>{tail}</p>}
    </>
  );
}
