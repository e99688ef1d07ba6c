using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Sources.Git;

/// <summary>What is wrong with a repository or a commit as a whole.</summary>
/// <param name="Code">One of the codes of activation.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Help">What to do about it, or null.</param>
internal sealed record GitProblem(string Code, string Message, string? Help = null)
{
    /// <summary>Whether the repository was reached nevertheless, and what it has is from whom it should be.</summary>
    public bool IsGenuine { get; init; }

    /// <summary>The outcome of a reading that it ends.</summary>
    public LoadResult Of(string source) =>
        new(null, [new SourceDiagnostic(Code, Severity.Error, new SourceLocation(source, ""), Message, Help)]) { IsGenuine = IsGenuine };
}
