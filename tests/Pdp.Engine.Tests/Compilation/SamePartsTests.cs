using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Xunit;

namespace Pdp.Engine.Tests.Compilation;

/// <summary>Parts of one text are the same where nothing that the checker knows of them differs.</summary>
public sealed class SamePartsTests
{
    [Theory]
    [InlineData("string(subject.level)", true)]
    [InlineData("subject.list.exists(x, x == 1)", false)]
    [InlineData("string(now)", true)]
    [InlineData("subject.level + 1", false)]
    public void A_part_is_another_where_an_attribute_in_it_has_another_type(string text, bool isSameAmongStrings)
    {
        Assert.True(AreSame(text, CelType.Int, CelType.Int));
        Assert.Equal(text.Contains("now", StringComparison.Ordinal), AreSame(text, CelType.Int, CelType.Double));
        if (isSameAmongStrings) Assert.True(AreSame(text, CelType.String, CelType.String));
    }

    private static bool AreSame(string text, CelType left, CelType right)
    {
        var one = Check(text, left);
        var other = Check(text, right);
        return SameParts.AreSame(one, one.Root, other, other.Root);
    }

    private static CheckedExpression Check(string text, CelType level)
    {
        var subject = new RecordType(
            "subject", [new RecordMember("level", level, true, []), new RecordMember("list", CelType.ListOf(level), true, [])], isOpen: false, isEntityRoot: true);
        var environment = new TypeEnvironment
        {
            Functions = StandardLibrary.Policies,
            Variables = ImmutableDictionary<string, CelType>.Empty.Add("subject", subject).Add("now", CelType.Timestamp),
        };
        var result = Checker.Check(Parser.Parse(text), environment, null);
        Assert.Empty(result.Diagnostics);
        return result.Expression!;
    }
}
