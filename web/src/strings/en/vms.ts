export const vms = {};
