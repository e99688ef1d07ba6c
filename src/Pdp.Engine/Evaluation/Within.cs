namespace Pdp.Engine.Evaluation;

/// <summary>The part of what a <see cref="Indexing.ForestIndex"/> found that lies within an item; the default: nobody asked one.</summary>
/// <param name="Base">The place of the item.</param>
/// <param name="First">Where in the list of what was found the places within the item begin.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct Within(int Base, int First, int End)
{
    /// <summary>Whether a forest index was asked.</summary>
    public bool IsKnown { get; init; }
}
