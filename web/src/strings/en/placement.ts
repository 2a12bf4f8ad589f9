export const placement = {};
