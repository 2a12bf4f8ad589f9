export const events = {
  severities: { normal: "Normal", warning: "Warning", error: "Error", alert: "Alert" },
};
