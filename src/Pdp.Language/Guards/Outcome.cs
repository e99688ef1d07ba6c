namespace Pdp.Language.Guards;

/// <summary>
/// Which outcomes of a condition a guard is about. It holds wherever the condition comes out so, and perhaps elsewhere.
/// Negation exchanges the first two; the third is what a strict operator lets through.
/// </summary>
internal enum Outcome
{
    /// <summary>True or an error: the guard proper.</summary>
    NotFalse,

    /// <summary>False or an error: the guard of the negation.</summary>
    NotTrue,

    /// <summary>An error, which a value that is no bool is, too.</summary>
    Failing,
}
