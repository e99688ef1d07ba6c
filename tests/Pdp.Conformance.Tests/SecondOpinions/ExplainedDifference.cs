namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>A kind of question that the other side answers otherwise, and why ours is the answer to give.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Example">An expression without names that shows it.</param>
/// <param name="Reason">What the specification, its tests or cel-go say, and what the other side does.</param>
/// <param name="Covers">Whether a difference is of this kind, as narrowly as can be told.</param>
internal sealed record ExplainedDifference(string Name, string Example, string Reason, Func<Difference, bool> Covers)
{
    /// <summary>All of them; the first that covers a difference counts.</summary>
    public static IReadOnlyList<ExplainedDifference> All { get; } =
    [
        .. KnownDifferences.OfSyntax, .. KnownDifferences.OfNumbers, .. KnownDifferences.OfCollections, .. KnownDifferences.OfTexts,
        .. KnownDifferences.OfTime,
    ];
}
