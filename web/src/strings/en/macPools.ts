export const macPools = {};
