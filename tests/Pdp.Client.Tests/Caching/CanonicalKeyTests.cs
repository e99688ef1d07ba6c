using Xunit;

namespace Pdp.Client.Tests.Caching;

/// <summary>Two questions have the same name when, and only when, they ask the same.</summary>
public sealed class CanonicalKeyTests
{
    [Fact]
    public void The_order_of_attributes_does_not_matter()
    {
        var one = new AttributeMap { ["a"] = 1, ["b"] = new AttributeMap { ["x"] = true, ["y"] = "z" } };
        var other = new AttributeMap { ["b"] = new AttributeMap { ["y"] = "z", ["x"] = true }, ["a"] = 1 };

        Assert.Equal(Key(one), Key(other));
    }

    [Fact]
    public void Whatever_a_policy_can_tell_apart_has_another_name()
    {
        AttributeMap[] all =
        [
            [],
            new() { ["a"] = 1 },
            new() { ["a"] = "1" },
            new() { ["a"] = true },
            new() { ["a"] = false },
            new() { ["a"] = AttributeValue.Null },
            new() { ["a"] = "" },
            new() { ["a"] = Array.Empty<string>() },
            new() { ["a"] = new[] { "" } },
            new() { ["a"] = new[] { "1" } },
            new() { ["a"] = new[] { "1", "2" } },
            new() { ["a"] = new[] { "2", "1" } },
            new() { ["a"] = new[] { "12" } },
            new() { ["a"] = new AttributeMap() },
            new() { ["a"] = new AttributeMap { ["b"] = 1 } },
            new() { ["a"] = 1, ["b"] = 1 },
            new() { ["ab"] = 1 },
            new() { ["a"] = 1.5 },
            new() { ["a"] = -0.0 },
            new() { ["a"] = 0.0 },
        ];

        Assert.Equal(all.Length, all.Select(Key).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_belongs_to_one_part_is_not_taken_for_anothers()
    {
        string[] keys =
        [
            CanonicalKey.Of(Ask("user", "ab", "read", "document", "c").Freeze().Message),
            CanonicalKey.Of(Ask("user", "a", "bread", "document", "c").Freeze().Message),
            CanonicalKey.Of(Ask("usera", "b", "read", "document", "c").Freeze().Message),
            CanonicalKey.Of(Ask("user", "ab", "read", "documentc", "").Freeze().Message),
        ];

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Key(AttributeMap context) => CanonicalKey.Of(new AccessRequest
    {
        Subject = new PdpSubject("user", "alice"), Action = "read", Resource = new PdpResource("document", "roadmap"), Context = context,
    }.Freeze().Message);

    private static AccessRequest Ask(string subjectType, string subject, string action, string resourceType, string resource) => new()
    {
        Subject = new PdpSubject(subjectType, subject), Action = action, Resource = new PdpResource(resourceType, resource),
    };
}
