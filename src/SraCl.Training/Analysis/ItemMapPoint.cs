namespace SraCl.Training.Analysis;

/// <summary>An item's place on a map of items.</summary>
/// <param name="Item">The item's dense id.</param>
/// <param name="X">Its place along the first axis; only distances between places mean something.</param>
/// <param name="Y">Its place along the second axis.</param>
public readonly record struct ItemMapPoint(int Item, double X, double Y);
