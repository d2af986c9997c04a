import OpenAI from 'openai';

export const statusOf = error => error?.status;

export async function complete({ baseURL, apiKey, fetch, model, messages, stream, tools, user, maxRetries, timeout }) {
  const client = new OpenAI({ baseURL, apiKey, fetch, maxRetries, timeout });
  const body = { model, messages, tools, user };
  if (!stream)
    return (await client.chat.completions.create(body)).choices[0].message.content;
  let text = '';
  for await (const chunk of await client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }))
    text += chunk.choices[0]?.delta?.content ?? '';
  return text;
}
