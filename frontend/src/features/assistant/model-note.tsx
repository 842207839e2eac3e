/** Says that no model is connected, and how to change that. */
export function ModelNote() {
  return (
    <p className="mx-4 mb-4 shrink-0 rounded-box border border-line px-3 py-2 text-small text-muted">
      No model is connected: a small offline stand-in answers, and understands simple sentences about tasks. To connect
      one, set <Name>OPENAI_API_KEY</Name> or <Name>OPENAI_BASE_URL</Name> for the backend and restart it.
    </p>
  );
}

function Name({ children }: { children: string }) {
  return <code className="font-semibold text-ink [overflow-wrap:anywhere]">{children}</code>;
}
