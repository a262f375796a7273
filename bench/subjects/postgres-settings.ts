/** As an operator would set a server of this size. Syncing is on by default, and stays so. */
export const POSTGRES_SETTINGS = {
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  fsync: "on",
  synchronous_commit: "on",
};
