using System.Collections.Immutable;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine;

/// <summary>A compiled policy set: immutable, and used from any number of threads at once.</summary>
public sealed class PolicySet
{
    private PolicySet() { }

    /// <summary>The revision that answers name.</summary>
    public string Revision => throw new NotImplementedException();

    /// <summary>What it was compiled from.</summary>
    public PolicySetSource Source => throw new NotImplementedException();

    /// <summary>All top-level policies by id and version, with what part they play.</summary>
    public ImmutableArray<PolicyInfo> Policies => throw new NotImplementedException();

    /// <summary>Compiles a policy set, or tells everything that is wrong with it.</summary>
    /// <param name="source">What to compile.</param>
    /// <param name="clock">Measures the time that a decision takes; null: the system's. It never supplies <c>now</c>.</param>
    public static PolicySetResult Compile(PolicySetSource source, TimeProvider? clock = null) => throw new NotImplementedException();

    /// <summary>Decides a request. Allocates nothing once warm, unless there are obligations, advice or errors to tell.</summary>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="decision">Is cleared and gets the answer.</param>
    /// <param name="cancellation">Ends a long evaluation: rules not evaluated by then are errors.</param>
    public void Decide(Request request, Timestamp now, Decision decision, CancellationToken cancellation = default) =>
        throw new NotImplementedException();

    /// <summary>Decides a request, into an answer of its own.</summary>
    public Decision Decide(Request request, Timestamp now, CancellationToken cancellation = default) =>
        throw new NotImplementedException();

    /// <summary>Decides a request and tells how the answer came about: the same evaluation, recorded.</summary>
    public Explanation Explain(Request request, Timestamp now, CancellationToken cancellation = default) =>
        throw new NotImplementedException();
}

/// <summary>What came of compiling.</summary>
/// <param name="Set">The policy set; null when there was an error.</param>
/// <param name="Diagnostics">Everything found, by file and position.</param>
public sealed record PolicySetResult(PolicySet? Set, ImmutableArray<SourceDiagnostic> Diagnostics);

/// <summary>A version of a policy in a policy set.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Role">What part it plays.</param>
/// <param name="Source">As written.</param>
public sealed record PolicyInfo(string Id, int Version, PolicyRole Role, PolicySource Source);

/// <summary>What part a version of a policy plays.</summary>
public enum PolicyRole
{
    /// <summary>Present, but neither in force nor evaluated.</summary>
    Inactive,

    /// <summary>In force, and combined at the root.</summary>
    Root,

    /// <summary>In force by reference from another policy.</summary>
    Referenced,

    /// <summary>Evaluated beside the version in force and reported, never enforced.</summary>
    Shadow,
}
