using Pdp.Language.Diagnostics;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Checking;

public sealed class KnownValueTests
{
    [Theory]
    [InlineData("resource.type == 'document'", true)]
    [InlineData("resource.type != 'document'", false)]
    [InlineData("'folder' == resource.type", false)]
    [InlineData("resource.type in ['document', 'folder']", true)]
    [InlineData("resource.type in ['folder']", false)]
    [InlineData("!(resource.type == 'folder')", true)]
    [InlineData("resource.type == 'folder' && subject.active", false)]
    [InlineData("subject.active && resource.type == 'folder'", false)]
    [InlineData("resource.type == 'document' || subject.active", true)]
    [InlineData("resource.type == 'document' && subject.type == 'user'", true)]
    [InlineData("resource.type == 'folder' || subject.type == 'group'", false)]
    [InlineData("resource.type == 'folder' ? subject.active : false", false)]
    [InlineData("resource.type == 'document' ? true : subject.active", true)]
    [InlineData("has(resource.type)", true)]
    [InlineData("cel.bind(t, subject.id, resource.type == 'folder')", false)]
    [InlineData("true", true)]
    [InlineData("resource.type == 'document' && subject.active", null)]
    [InlineData("resource.type == 'folder' || subject.active", null)]
    [InlineData("subject.active", null)]
    [InlineData("resource.type in [subject.id]", null)]
    [InlineData("[resource.type].exists(x, x == 'folder')", null)]
    [InlineData("1 / 0 == 1", null)]
    public void Knows_what_is_decided_in_the_environment(string text, bool? expected)
    {
        var known = Run.Accept(text).Known;
        Assert.Equal(expected is null, known.IsMissing);
        if (expected is { } value) Assert.Equal(value, known.AsBool);
    }

    [Theory]
    [InlineData("resource.type == 'document' && resource.pages > 3")]
    [InlineData("resource.pages > 3 && resource.type == 'document'")]
    [InlineData("resource.type != 'document' || resource.pages > 3")]
    [InlineData("resource.type == 'document' ? resource.pages > 3 : true")]
    [InlineData("resource.type == 'document' && (subject.active || has(resource.pages) && resource.price > 2)")]
    [InlineData("resource.type == 'document' && resource.state == 'draft'")]
    [InlineData("resource.type == 'document' && subject.rank == resource.state")]
    public void What_cannot_be_reached_in_the_environment_is_not_held_against_it(string text)
    {
        Assert.Empty(Run.Check(text, TestEnvironments.Of("document")).Diagnostics);
        Assert.Empty(Run.Check(text, TestEnvironments.Of("folder")).Diagnostics);
    }

    [Theory]
    [InlineData("resource.type == 'folder' && resource.pages > 3", DiagnosticCodes.UnknownAttribute)]
    [InlineData("resource.type == 'folder' || resource.pages > 3", null)]
    [InlineData("resource.pages > 3", DiagnosticCodes.UnknownAttribute)]
    [InlineData("resource.type == 'document' && foo", DiagnosticCodes.UnknownName)]
    [InlineData("resource.type == 'document' && 1 + 'a' == 2", DiagnosticCodes.NoOverload)]
    [InlineData("resource.type == 'document' && resource.pages > 3 || resource.pages > 4", DiagnosticCodes.UnknownAttribute)]
    public void What_can_be_reached_or_depends_on_no_attribute_is(string text, string? code)
    {
        var diagnostics = Run.Check(text, TestEnvironments.Of("folder")).Diagnostics;
        Assert.Equal(code is null ? [] : [code], diagnostics.Select(diagnostic => diagnostic.Code));
    }
}
