using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Xunit;

namespace Pdp.Language.Tests.Checking;

/// <summary>Short ways to check a text.</summary>
internal static class Run
{
    public static CheckResult Check(string text, TypeEnvironment? environment = null, CelType? expected = null)
    {
        var parsed = Parser.Parse(text);
        Assert.True(parsed.Diagnostics.IsEmpty, parsed.Diagnostics.IsEmpty ? "" : parsed.Diagnostics[0].Message);
        return Checker.Check(parsed, environment ?? TestEnvironments.Policy, expected);
    }

    public static CheckedExpression Accept(string text, TypeEnvironment? environment = null)
    {
        var result = Check(text, environment);
        Assert.True(result.Expression is not null, result.Diagnostics.IsEmpty ? "" : result.Diagnostics[0].Message);
        return result.Expression;
    }
}
