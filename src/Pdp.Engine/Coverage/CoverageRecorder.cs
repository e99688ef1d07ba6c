using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Engine.Coverage;

/// <summary>
/// Decides requests and counts what its decisions show of the policies. Its answers are those of <see cref="PolicySet.Decide(Request,
/// Timestamp, CancellationToken)"/>; but it looks at every rule, also at those that the index proves not applicable. Used by one thread.
/// </summary>
public sealed class CoverageRecorder
{
    private readonly PolicySet _set;
    private readonly CoverageLedger _ledger = new();
    private readonly EvaluationContext _context;

    /// <summary>A recorder that has seen nothing yet.</summary>
    /// <param name="set">The policies.</param>
    public CoverageRecorder(PolicySet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        _set = set;
        _context = new EvaluationContext(set.Compiled);
        _context.Frame.Recorder = _ledger;
    }

    /// <summary>Decides a request. It may take as long as an explanation of it.</summary>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="cancellation">Ends a long evaluation: rules not evaluated by then are errors, and count as such.</param>
    public Decision Decide(Request request, Timestamp now, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var decision = new Decision();
        var trace = new CoverageTrace(_ledger);
        _set.Record(request, now, decision, _context, ref trace, cancellation);
        return decision;
    }

    /// <summary>What all decisions so far have shown.</summary>
    /// <param name="withConditions">Whether conditions are told of: all are type-checked again for it.</param>
    public SetCoverage ToCoverage(bool withConditions = true) => new CoverageReader(_set, _ledger, withConditions).Read();
}
