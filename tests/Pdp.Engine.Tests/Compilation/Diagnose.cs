using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Engine.Tests.Compilation;

/// <summary>What compiling finds.</summary>
internal static class Diagnose
{
    public static IReadOnlyList<SourceDiagnostic> All(PolicySetSource source) => PolicySet.Compile(source).Diagnostics;

    public static IReadOnlyList<SourceDiagnostic> Errors(PolicySetSource source)
    {
        var result = PolicySet.Compile(source);
        var errors = result.Diagnostics.Where(found => found.Severity == Severity.Error).ToList();
        Assert.Equal(errors.Count == 0, result.Set is not null);
        return errors;
    }

    public static SourceDiagnostic Error(PolicySetSource source) => Assert.Single(Errors(source));

    public static SourceDiagnostic Error(params PolicySource[] policies) => Error(Make.Set(policies));

    /// <summary>The only finding, a warning.</summary>
    public static SourceDiagnostic Warning(PolicySetSource source)
    {
        var result = PolicySet.Compile(source);
        Assert.NotNull(result.Set);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(Severity.Warning, found.Severity);
        return found;
    }

    public static SourceDiagnostic Warning(params PolicySource[] policies) => Warning(Make.Set(policies));
}
