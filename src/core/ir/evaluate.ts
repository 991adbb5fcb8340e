export interface Evaluation { readonly raw: Float64Array; readonly leaves: Int32Array; readonly prediction: number; readonly probabilities?: Float64Array }
