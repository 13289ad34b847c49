import { type Api, ask, type Schemas } from "../core/api";
import type { Message } from "../core/frames";
import type { Pending } from "../core/sending";
import type { Note } from "../core/timeline";

export type Detail = Schemas["ConversationDetail"];

/** What the staff API offers of one conversation's log. */
export class CaseApi {
  private readonly path: { id: string };

  constructor(
    private readonly api: Api,
    id: string,
  ) {
    this.path = { id };
  }

  read(query: { before?: number; after?: number; limit?: number }): Promise<Detail> {
    const params = { path: this.path, query };
    return ask(this.api.GET("/api/v1/conversations/{id}", { params }));
  }

  async readNotes(): Promise<readonly Note[]> {
    const params = { path: this.path };
    return (await ask(this.api.GET("/api/v1/conversations/{id}/notes", { params }))).items;
  }

  note({ id, text, mentions }: Pending): Promise<Note> {
    const params = { path: this.path };
    const body = { text, client_msg_id: id, mentions: [...mentions] };
    return ask(this.api.POST("/api/v1/conversations/{id}/notes", { params, body }));
  }

  card(suggestionId: string, id: string): Promise<Message> {
    const params = { path: this.path };
    const body = { suggestion_id: suggestionId, client_msg_id: id };
    return ask(this.api.POST("/api/v1/conversations/{id}/card", { params, body }));
  }

  file({ id, file }: Pending, content: Blob): Promise<Message> {
    const params = { path: this.path, query: { client_msg_id: id, name: file?.name ?? "" } };
    return ask(
      this.api.POST("/api/v1/conversations/{id}/file", {
        params,
        body: "",
        bodySerializer: () => content,
        headers: { "content-type": "application/octet-stream" },
      }),
    );
  }

  reply({ id, text }: Pending): Promise<Message> {
    const params = { path: this.path };
    const body = { text, client_msg_id: id };
    return ask(this.api.POST("/api/v1/conversations/{id}/reply", { params, body }));
  }
}
