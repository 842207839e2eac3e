/** What the tests read of a pod. */
export interface PodState {
  name: string;
  uid: string;
  image: string;
  isReady: boolean;
  isEnding: boolean;
  restarts: number;
  /** Why its container is not running, or ended the last time: CrashLoopBackOff, ErrImagePull, OOMKilled. */
  reasons: string[];
}

interface State {
  waiting?: { reason?: string };
  terminated?: { reason?: string };
}
interface Pod {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  spec: { containers: { image: string }[] };
  status: {
    conditions?: { type: string; status: string }[];
    containerStatuses?: { restartCount: number; state: State; lastState: State }[];
  };
}

/** Reads `kubectl get pods --output=json`. */
export function podStates(text: string): PodState[] {
  const { items } = JSON.parse(text) as { items: Pod[] };
  return items.map(({ metadata, spec, status }) => {
    const [container] = status.containerStatuses ?? [];
    const states = [container?.state, container?.lastState];
    return {
      name: metadata.name,
      uid: metadata.uid,
      image: spec.containers[0]?.image ?? '',
      isReady: status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false,
      isEnding: metadata.deletionTimestamp !== undefined,
      restarts: container?.restartCount ?? 0,
      reasons: states.flatMap((state) => state?.waiting?.reason ?? state?.terminated?.reason ?? []),
    };
  });
}
