/** The view model of one canary: everything the panel shows, computed, immutable and plain, so that it can be sent to a webview as it is. */
import type { EventTone } from '../../../server/src/flagger/eventWords.ts';
import type { CanarySign } from '../../../server/src/flagger/phases.ts';
import type { Sentence } from '../../../server/src/flagger/sentence.ts';
import type { CanaryStrategy } from '../../../server/src/flagger/strategy.ts';

/** One canary as shown. All times are milliseconds since 1970. */
export interface CanaryView {
  readonly name: string;
  readonly namespace: string;
  readonly target: ObjectLink;
  readonly provider: string;
  readonly strategy: CanaryStrategy;
  /** The strategy in one phrase: `5 % each 10 s to 50 %`. */
  readonly strategyWords: string;
  /** Flagger's own word for the phase; empty before Flagger has seen the Canary. */
  readonly phase: string;
  readonly sign: CanarySign;
  readonly sentence: Sentence;
  /** How far the target of a failed rollout is back at what serves; absent where it is not (see `findPutBack`). */
  readonly putBack?: 'all' | 'template';
  readonly running: boolean;
  readonly suspended: boolean;
  readonly traffic: TrafficView;
  readonly primary: WorkloadView;
  readonly canary: WorkloadView;
  /** Iterations of A/B and blue/green. */
  readonly iterations?: { readonly done: number; readonly of: number };
  /** How long it takes at the least, and which gates come on top: `promoted after 2 min 10 s at the earliest`. */
  readonly planWords: string;
  readonly ladder: readonly RungView[];
  readonly chart?: ChartView;
  readonly tick: { readonly intervalSeconds: number; readonly nextAt?: number; readonly lastAt?: number };
  readonly failedChecks: { readonly count: number; readonly threshold: number };
  readonly checks: readonly CheckView[];
  /** Why values of the metrics server are missing; absent where nobody asked, empty where all have come. */
  readonly metricsWords?: string;
  readonly hooks: readonly HookView[];
  readonly objects: readonly ObjectView[];
  /** Newest first. */
  readonly events: readonly EventView[];
  readonly notes: readonly string[];
  /** Rollouts that are over, newest first. */
  readonly past: readonly PastRolloutView[];
}

/** One rollout that is over. */
export interface PastRolloutView {
  readonly startedAt: number;
  /** Absent where nobody saw the end. */
  readonly endedAt?: number;
  /** `restarted`: the target changed during the analysis; `unknown`: its end was not seen. */
  readonly result: 'promoted' | 'skipped' | 'failed' | 'restarted' | 'unknown';
  /** Why it failed. */
  readonly reason?: string;
  /** The versions that served and that were tested, where they were seen. */
  readonly from?: string;
  readonly to?: string;
  readonly chart?: ChartView;
  /** What happened, oldest first, for a replay. */
  readonly moments: readonly { readonly at: number; readonly tone: EventTone; readonly words: string }[];
}

/** A Kubernetes object that a click can lead to. */
export interface ObjectLink {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Where the requests go. */
export interface TrafficView {
  /** `all` requests are split by weight, only `matched` ones go to the canary, all of them are `switched` at once (blue/green), or `none` ever is (provider kubernetes). */
  readonly basis: 'all' | 'matched' | 'switched' | 'none';
  readonly primary: number;
  readonly canary: number;
  readonly mirrored: boolean;
  /** The match conditions in words. */
  readonly match?: string;
  /** `routes` is what the routing object says, `status` is Flagger's own note, `plan` is deduced. */
  readonly source: 'routes' | 'status' | 'plan';
}

/** One of the two workloads. */
export interface WorkloadView {
  readonly object?: ObjectLink;
  /** What people call the version: the tag of the image that differs, shortened when it is a digest. */
  readonly version?: string;
  readonly images: readonly { readonly container: string; readonly image: string; readonly changed: boolean }[];
  readonly pods?: { readonly ready: number; readonly wanted: number };
}

/** One step of the plan. */
export interface RungView {
  /** `25`, `6`, `mirror`, `switch`, `promote`. */
  readonly label: string;
  /** What a screen reader says and the tooltip shows. */
  readonly title: string;
  readonly state: 'done' | 'current' | 'planned' | 'failed';
  readonly plannedAtSeconds: number;
  readonly actualAt?: number;
}

/** Planned and actual course. Seconds count from {@link startAt}. */
export interface ChartView {
  readonly unit: '%' | 'iteration';
  readonly max: number;
  /** The detection of the change; absent while nothing runs, when only the plan is drawn. */
  readonly startAt?: number;
  /** The start is not among the events: it was deduced from the present step. */
  readonly startDeduced: boolean;
  readonly planned: readonly { readonly seconds: number; readonly value: number }[];
  /** Each value holds until the next point; before a gap nothing is known. */
  readonly actual: readonly { readonly at: number; readonly value: number; readonly gapBefore: boolean }[];
  /** The end of the actual line, absent while it runs on. */
  readonly endAt?: number;
  readonly marks: readonly { readonly at: number; readonly tone: EventTone; readonly text: string }[];
}

/** One metric check. */
export interface CheckView {
  readonly name: string;
  readonly title: string;
  readonly demand: string;
  readonly state: 'passed' | 'failed' | 'noValues' | 'error' | 'notReached' | 'unknown' | 'pending';
  /** The last value that is known, with its unit; events carry values of failed checks only. */
  readonly value?: string;
  readonly at?: number;
  readonly words: string;
  /** The range that passes, in the unit of the samples. */
  readonly bounds: { readonly min?: number; readonly max?: number };
  /** The unit of the samples; empty where only the query knows. */
  readonly unit: string;
  /** What the metrics server was asked, as Flagger asks it; absent where nobody asked. */
  readonly query?: string;
  /** Known values over time, oldest first. */
  readonly samples: readonly { readonly at: number; readonly value: number; readonly ok: boolean }[];
}

/** One webhook. */
export interface HookView {
  readonly name: string;
  readonly type: string;
  readonly gate: boolean;
  readonly state: 'passed' | 'failed' | 'closed' | 'quiet' | 'pending' | 'never';
  readonly words: string;
  readonly at?: number;
  /** The URL is a gate of Flagger's load tester in the cluster, which can be opened and closed by a request (see {@link readGateAddress} in gateAddress.ts). */
  readonly openable: boolean;
  /** What opens it, or why it never does, for a gate; and that nothing ends the wait, while it waits. */
  readonly note?: string;
}

/** One object that the canary stands on. */
export interface ObjectView extends ObjectLink {
  readonly words: string;
  /** `75/25`, `1/1 pods`: what can be said about it now. */
  readonly detail?: string;
  /** The images of a workload; those that differ between primary and canary, or all when none does. */
  readonly images?: readonly string[];
}

/** One event. */
export interface EventView {
  readonly at: number;
  readonly count: number;
  readonly tone: EventTone;
  readonly words: string;
  /** The message as Flagger wrote it. */
  readonly message: string;
  /** The API server merged other messages into this one. */
  readonly combined: boolean;
}
