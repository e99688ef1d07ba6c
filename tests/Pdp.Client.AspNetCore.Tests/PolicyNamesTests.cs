using Xunit;

namespace Pdp.Client.AspNetCore.Tests;

/// <summary>Names of policies say what they require, whatever the parts are called.</summary>
public sealed class PolicyNamesTests
{
    [Theory]
    [InlineData("document", "read", null, null, "pdp:document:read")]
    [InlineData("tenant", "members:invite", null, null, "pdp:tenant:members:invite")]
    [InlineData("document", "read", "documentId", null, "pdp:document:read?from=documentId")]
    [InlineData("folder", "create", null, "plans?x=1", "pdp:folder:create?id=plans%3Fx=1")]
    [InlineData("urn:doc", "50%?", null, null, "pdp:urn%3Adoc:50%25%3F")]
    public void A_requirement_has_a_name_and_is_read_from_it(string type, string action, string? from, string? id, string name)
    {
        var written = new PdpRequirement(type, action, from, id);

        Assert.Equal(name, written.PolicyName);
        Assert.True(PolicyNames.TryRead(name, out var read));
        Assert.Equal((type, action, from ?? "id", id), (read.ResourceType, read.Action, read.ResourceIdFrom, read.ResourceId));
    }

    [Theory]
    [InlineData("pdp:")]
    [InlineData("pdp:document")]
    [InlineData("pdp:document:")]
    [InlineData("pdp::read")]
    [InlineData("pdp:document:read?")]
    [InlineData("pdp:document:read?from=")]
    [InlineData("pdp:document:read?to=id")]
    [InlineData("pdp:document:read?from=a?id=b")]
    public void A_name_that_says_anything_else_is_none(string name) => Assert.False(PolicyNames.TryRead(name, out _));

    [Fact]
    public void A_requirement_without_a_name_or_with_two_ids_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new PdpRequirement("", "read"));
        Assert.ThrowsAny<ArgumentException>(() => new PdpRequirement("document", ""));
        Assert.ThrowsAny<ArgumentException>(() => new PdpRequirement("document", "read", "id", "roadmap"));
        Assert.ThrowsAny<ArgumentException>(() => new PdpAuthorizeAttribute("document", "read") { ResourceIdFrom = "" });
    }
}
