/** ml-cart and ml-random-forest models, and scalers written beside them. */
export const mlCart = {
  "ml-cart/no-model": {
    severity: "error",
    exit: 3,
    message: () => "the document holds a scaler and no model",
    hint: () => "give the model's file, and this one with --scaler",
  },
  "ml-cart/scaler-constant": {
    severity: "error",
    exit: 3,
    message: (facts: { value: number }) => `a scaler cannot use ${facts.value} here`,
    hint: () => "drop constant columns, or store a scale of 1 for them",
  },
  "ml-cart/too-few-classes": {
    severity: "error",
    exit: 3,
    message: (facts: { names: number; classes: number }) =>
      `${facts.names} class names for ${facts.classes} classes`,
    hint: (facts: { names: number; classes: number }) =>
      `name all ${facts.classes} classes, in the order of their numbers`,
  },
} as const;
