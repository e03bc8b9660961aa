/** The commands that read whole repositories: they share nearly all of their code, and so the bundle that is loaded for them. */
export { runCheck } from './checkCommand.ts';
export { runGraph } from './graphCommand.ts';
export { runSchedule } from './scheduleCommand.ts';
