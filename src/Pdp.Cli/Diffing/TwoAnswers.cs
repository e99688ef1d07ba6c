using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Cli.Diffing;

/// <summary>Answers requests by both sides of a comparison.</summary>
/// <param name="before">The old policies.</param>
/// <param name="after">The new ones.</param>
internal sealed class TwoAnswers(DiffSide before, DiffSide after)
{
    /// <summary>The old answer; valid until the next request.</summary>
    public Decision Before { get; } = new();

    /// <summary>The new one; the same.</summary>
    public Decision After { get; } = new();

    /// <summary>In what the answers to a request differ; null: a caller sees no difference.</summary>
    public Change? Compare(Request request, Timestamp now)
    {
        before.Bundle.Set.Decide(request, now, Before);
        after.Bundle.Set.Decide(request, now, After);
        return Change.Of(Before, After);
    }
}
