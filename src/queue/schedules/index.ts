/** Jobs that are asked for again and again, by the clock. */
export { nextTime } from './cron.ts';
export { jobIdOf, Schedule, ScheduleRequest, ScheduleRun } from './schedule.ts';
export { createScheduleStore, type ScheduleStore, type Turn } from './schedule-store.ts';
export { startScheduleWorker } from './schedule-worker.ts';
export { createSchedules, type Schedules } from './schedules.ts';
