/** What a turn of the assistant may take. Each of them is there so that one person, or one bad model, cannot use it all up. */
export const limits = {
  /** In characters as people count them. A page of text; whoever pastes more means a document, which a task list is not. */
  messageCharacters: 8_000,
  /** Messages of before that the model reads: ten exchanges, more than anybody refers back to. */
  historyMessages: 20,
  /** And their characters with the results of the tools, about 6,000 tokens: what small local models take in. */
  historyCharacters: 24_000,
  /** Answers of the model in a turn. Listing, acting and telling are three; a model that needs more than this goes in circles. */
  steps: 8,
  /** From the turn's beginning to its end. People have given up by then, and proxies soon do. */
  turnMs: 60_000,
  /** Turns that may wait in one conversation, the one that is answered among them. */
  waitingTurns: 32,
  /** Characters of an answer; a model that writes on and on is stopped here. */
  answerCharacters: 32_000,
  /** Tasks that a tool call keeps in the conversation and shows. */
  shownTasks: 50,
  /** Once the server is told to stop: the programs have 20 s to end, and an answer must still be stored in that time. */
  closingMs: 12_000,
};
export type Limits = typeof limits;
