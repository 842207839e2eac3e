{{/* Labels of every object. Selectors use `app` alone, which stays the same for ever. */}}
{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: evenkeel
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* The values env and extraEnv as variables of a container, and to the program the names in env, so that it can refuse what it does not know. */}}
{{- define "variables" -}}
{{- range $name, $value := merge (deepCopy .Values.env) .Values.extraEnv }}
- name: {{ $name }}
  value: {{ ternary $value (toJson $value) (kindIs "string" $value) | quote }}
{{- end }}
{{- with .Values.env }}
- name: EVENKEEL_ENV_NAMES
  value: {{ keys . | sortAlpha | join "," }}
{{- end }}
{{- end }}

{{/* What the Pod Security Standard "restricted" asks of a pod. */}}
{{- define "podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{/* And of a container. */}}
{{- define "containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities: { drop: [ALL] }
readOnlyRootFilesystem: {{ .Values.readOnlyRootFilesystem }}
{{- end }}

{{/* How every program of the image finds its database and Redis. */}}
{{- define "dataVariables" -}}
- name: DATABASE_URL
  valueFrom: { secretKeyRef: { name: backend-secrets, key: database-url } }
- name: DATABASE_DIRECT_URL
  valueFrom: { secretKeyRef: { name: backend-secrets, key: database-direct-url, optional: true } }
- name: REDIS_URL
  valueFrom: { secretKeyRef: { name: backend-secrets, key: redis-url, optional: true } }
{{- end }}
