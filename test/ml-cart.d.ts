/** What this repository uses of ml-cart 2.1, which ships no types. */
declare module "ml-cart" {
  interface TreeNode {
    /** Leaf of a row: a matrix of one row of class fractions, or a number. */
    classify(row: number[]): unknown;
  }

  class DecisionTree {
    constructor(options?: Record<string, unknown>);
    readonly root: TreeNode;
    train(rows: number[][], targets: number[]): void;
    predict(rows: number[][]): number[];
    toJSON(): object;
  }

  export class DecisionTreeClassifier extends DecisionTree {
    static load(model: object): DecisionTreeClassifier;
  }

  export class DecisionTreeRegression extends DecisionTree {
    static load(model: object): DecisionTreeRegression;
  }
}
