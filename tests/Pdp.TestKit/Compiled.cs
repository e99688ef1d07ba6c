using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Xunit;

namespace Pdp.TestKit;

/// <summary>Compiles policy sets that are right.</summary>
public static class Compiled
{
    /// <summary>The compiled set; the test fails with all errors when there are any.</summary>
    public static PolicySet Set(PolicySetSource source, TimeProvider? clock = null, PolicySet? previous = null)
    {
        var result = PolicySet.Compile(source, clock, previous: previous);
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error);
        Assert.True(result.Set is not null, string.Join(Environment.NewLine, errors));
        return result.Set;
    }

    /// <summary>The compiled set of these policies.</summary>
    public static PolicySet Set(params PolicySource[] policies) => Set(Make.Set(policies));

    /// <summary>The answer to a request at noon.</summary>
    public static Decision Answer(this PolicySet set, Request? request = null) =>
        set.Decide(request ?? Ask.Any, Ask.Noon, CancellationToken.None);
}
