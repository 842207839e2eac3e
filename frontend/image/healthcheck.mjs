/** The image's HEALTHCHECK: exit code 0 when this server answers, 1 with the reason when not. */
// oxlint-disable-next-line node/no-process-env -- not part of the program whose settings env.ts reads
const url = `http://127.0.0.1:${process.env.PORT || 3000}/api/health`;
const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch((error) => error);
if (!answer.ok) {
  process.stdout.write(`${url} ${answer.status ?? `does not answer: ${answer.cause ?? answer.message}`}\n`);
  process.exitCode = 1;
}
