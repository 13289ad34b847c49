import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Lang, type Words, wordsFor } from "../../shared/words";

export interface Tongue {
  readonly lang: Lang;
  readonly words: Words;
}

export const TongueContext = createContext<Tongue>({ lang: "zh-CN", words: wordsFor("zh-CN") });

export function useTongue(): Tongue {
  return useContext(TongueContext);
}
