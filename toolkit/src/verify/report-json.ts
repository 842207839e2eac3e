import { curlCommand } from './curl.ts';
import { excerptOf } from './excerpt.ts';
import type { Report } from './report.ts';
import { exitCodeOf, sumsOf } from './report.ts';

/** The whole report as one line of JSON. */
export function jsonReport(report: Report, mask: (text: string) => string): string {
  const { target, results, notRun, leftBehind, isStopped, isOwnCopy, durationMs } = report;
  const checks = results.map(({ id, title, outcome, reason, saw, findings, exchanges, leftOut, ...check }) => ({
    id,
    title,
    outcome,
    reason,
    saw: mask(saw),
    seconds: seconds(check.durationMs),
    findings: findings.map(({ what, expected, came, where, exchange }) => ({
      what: mask(what),
      expected: mask(expected),
      came: mask(came),
      where: where === undefined ? undefined : mask(where),
      answer: exchange && mask(excerptOf(exchange)),
      requestId: exchange?.answer?.headers['x-request-id'],
      curl: exchange && curlCommand(exchange.request, mask),
    })),
    requests: exchanges.map(({ request, answer, failure, durationMs: ms }) => ({
      method: request.method,
      url: mask(request.url),
      status: answer?.status,
      failure,
      milliseconds: Math.round(ms),
    })),
    leftOut,
  }));
  const { runtime, frontendUrl, backendUrl } = target;
  return `${JSON.stringify({
    type: 'report',
    target: { runtime, frontendUrl, backendUrl, isOwnCopy },
    checks,
    notRun,
    leftBehind,
    stopped: isStopped,
    sums: sumsOf(report),
    seconds: seconds(durationMs),
    exitCode: exitCodeOf(report),
  })}\n`;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
