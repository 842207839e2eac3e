import type { CheckContext } from '../check.ts';
import type { ClusterApp } from './app.ts';
import type { Chart, ChartName } from './chart.ts';
import { readChart } from './chart.ts';

/** The namespace that a check of clusters alone looks at. */
export function clusterOf({ cluster }: Pick<CheckContext, 'cluster'>): ClusterApp {
  if (!cluster) throw new Error('This check is for clusters alone.');
  return cluster;
}

/** A chart of the project; undefined where they cannot be looked at, which `leavesOut` then says. */
export async function chartOf(context: Pick<CheckContext, 'cluster'>, name: ChartName): Promise<Chart | undefined> {
  const cluster = clusterOf(context);
  return cluster.noCharts === undefined ? readChart(cluster, name) : undefined;
}
