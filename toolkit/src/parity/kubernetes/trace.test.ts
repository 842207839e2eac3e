import { expect, test } from 'vitest';
import { readHelpers, readTemplate, traceLines } from './trace.ts';

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
  expect(lines.map(({ values }) => values.join(' or '))).toEqual([
    ...Array<string>(8).fill(''),
    'log.level',
    'more.one',
    'more.two',
    '',
    'config.first',
    'config.nested',
    'config.nested.deep',
    '',
  ]);
});

const helpers = `{{- define "labels" -}}
app: {{ .Values.app }}
{{- end }}
{{- define "variables" -}}
{{- range $name, $value := merge (deepCopy .Values.env) .Values.extra }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
- name: LAST
  value: {{ printf "%s:%s" .Values.image.repository .Values.image.tag }}
{{- end }}`;

test('what a helper has written leads into the helper, and from there to its value', () => {
  const text = `kind: Pod
labels:
  {{- include "labels" . | nindent 2 }}
env:
  {{- include "variables" . | nindent 2 }}
  {{- with .Values.url }}
  url: {{ . | quote }}
  {{- end }}`;
  const made = `kind: Pod
labels:
  app: web
env:
  - name: LEVEL
    value: "debug"
  - name: LAST
    value: a:b
  url: "x"`;
  const origins = traceLines(made.split('\n'), readTemplate(text), new Map(readHelpers(helpers, 'h.tpl')));
  expect(origins.map(({ file = '', line, values }) => `${file}:${line} ${values.join(' or ')}`.trim())).toEqual([
    ':1',
    ':2',
    'h.tpl:2 app',
    ':4',
    'h.tpl:6 env.LEVEL or extra.LEVEL',
    'h.tpl:7 env.LEVEL or extra.LEVEL',
    'h.tpl:9',
    'h.tpl:10 image.tag',
    ':7 url',
  ]);
});
