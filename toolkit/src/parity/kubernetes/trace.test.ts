import { expect, test } from 'vitest';
import { readTemplate, traceLines } from './trace.ts';

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-conf
  labels: {{- include "labels" . | nindent 4 }}
data:
  level: {{ .Values.log.level | quote }}
{{- range $key, $value := .Values.more }}
  {{ $key }}: {{ $value }}
{{- end }}
  {{- if .Values.extra }}
  extra: "yes"
  {{- end }}
  {{- toYaml .Values.config | nindent 2 }}
  both: {{ .Values.a }}-{{ .Values.b }}`;

const rendered = `apiVersion: v1
kind: ConfigMap
metadata:
  name: x-conf
  labels:
    app: web
    part-of: shop
data:
  level: "info"
  one: 1
  two: 2
  extra: "yes"
  first: a
  nested:
    deep: b
  both: 1-2`;

test('each line of a rendered template leads back to its line there, and to its value', () => {
  const lines = traceLines(rendered.split('\n'), readTemplate(template));
  expect(lines.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 5, 5, 6, 7, 9, 9, 12, 14, 14, 14, 15]);
  expect(lines.map(({ value }) => value)).toEqual([
    ...Array<undefined>(8).fill(undefined),
    'log.level',
    undefined,
    undefined,
    undefined,
    'config.first',
    'config.nested',
    'config.nested.deep',
    undefined,
  ]);
});
