// Pushes documents to a front door as WeChat does, sealed and opened by libraries of other hands.
// In (stdin): {client, url, token, aesKey, appId, documents: [xml]}
// Out: [{status, body, reply}], reply being the opened answer, or null where nothing was sealed.
import { readFileSync } from "node:fs";
import * as wecom from "@wecom/crypto";
import WXBizMsgCrypt from "wechat-crypto";

const order = JSON.parse(readFileSync(0, "utf8"));
const field = (xml, name) =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, "s").exec(xml)?.[1] ?? "";

function wechatCrypto({ token, aesKey, appId }) {
  const crypt = new WXBizMsgCrypt(token, aesKey, appId);
  return {
    sign: (timestamp, nonce, sealed) => crypt.getSignature(timestamp, nonce, sealed),
    seal: (text) => crypt.encrypt(text),
    open: (sealed) => crypt.decrypt(sealed),
  };
}

function wecomCrypto({ token, aesKey, appId }) {
  return {
    sign: (timestamp, nonce, sealed) => wecom.getSignature(token, timestamp, nonce, sealed),
    seal: (text) => wecom.encrypt(aesKey, text, appId),
    open: (sealed) => wecom.decrypt(aesKey, sealed),
  };
}

const makers = { "wechat-crypto": wechatCrypto, "@wecom/crypto": wecomCrypto };
const client = makers[order.client](order);

async function push(document) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = String(Math.floor(Math.random() * 1e9));
  const sealed = client.seal(document);
  const query = new URLSearchParams({
    timestamp,
    nonce,
    encrypt_type: "aes",
    msg_signature: client.sign(timestamp, nonce, sealed),
  });
  const to = field(document, "ToUserName");
  const response = await fetch(`${order.url}?${query}`, {
    method: "POST",
    headers: { "Content-Type": "text/xml" },
    body: `<xml><ToUserName><![CDATA[${to}]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`,
  });
  const body = await response.text();
  return { status: response.status, body, reply: open(body) };
}

function open(body) {
  const sealed = field(body, "Encrypt");
  if (sealed === "") return null;
  const signed = client.sign(field(body, "TimeStamp"), field(body, "Nonce"), sealed);
  if (signed !== field(body, "MsgSignature")) throw new Error("MsgSignature does not fit");
  const { message, id } = client.open(sealed);
  if (id !== order.appId) throw new Error(`sealed for ${id}`);
  return message;
}

const answers = [];
for (const document of order.documents) answers.push(await push(document));
process.stdout.write(JSON.stringify(answers));
