using Pdp.Language.Regex;
using Xunit;

namespace Pdp.Language.Tests.Regex;

public sealed class BoundedCacheTests
{
    [Fact]
    public void What_is_kept_is_made_once()
    {
        var made = 0;
        var cache = new BoundedCache<string>(10_000, static _ => 0);
        Assert.Equal("a!", cache.GetOrMake("a", text => text + "!" + new string('?', made++)));
        Assert.Equal("a!", cache.GetOrMake("a", text => text + "!" + new string('?', made++)));
        Assert.Equal(1, made);
    }

    [Fact]
    public void Entries_never_weigh_more_together_than_the_capacity()
    {
        var cache = new BoundedCache<int>(10_000, static weight => weight);
        for (var i = 0; i < 500; i++)
        {
            cache.GetOrMake($"text {i}", _ => i * 37 % 3_000);
            Assert.InRange(cache.Weight, 1, 10_000);
            Assert.InRange(cache.Count, 1, 66);
        }
    }

    [Fact]
    public void Many_threads_do_not_exceed_the_capacity()
    {
        var cache = new BoundedCache<int>(10_000, static weight => weight);
        Parallel.For(0, 20_000, i =>
        {
            Assert.Equal(i % 700, cache.GetOrMake($"text {i % 700}", _ => i % 700));
            Assert.InRange(cache.Count, 0, 66);
        });
    }

    [Fact]
    public void What_is_too_heavy_by_itself_is_not_kept_and_drives_nothing_out()
    {
        var cache = new BoundedCache<int>(10_000, static weight => weight);
        cache.GetOrMake("light", _ => 1);
        Assert.Equal(20_000, cache.GetOrMake("heavy", _ => 20_000));
        cache.GetOrMake(new string('x', 6_000), _ => 1);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void A_pattern_is_parsed_once_for_all_that_ask()
    {
        var first = ParsedPattern.Of("^of all (that|who) ask$");
        Assert.Same(first, ParsedPattern.Of("^of all (that|who) ask$"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("^[a-z0-9-]+@example\\.com$")]
    [InlineData(@"(?i)\pL{1000}")]
    [InlineData("(?:a|b)*a(?:a|b){400}")]
    [InlineData("(?:[ab]{0,30}a?){30}")]
    public void A_pattern_keeps_no_more_than_it_is_counted_for(string pattern)
    {
        // what all patterns share, and the thread's room
        Re2Pattern.TryCompile(@"(?i)\pL{999}|x", out var warm, out _);
        warm!.IsMatch("1");
        warm.Find("1", 0, null, out _);

        Assert.True(Re2Pattern.TryCompile(pattern, out var compiled, out _));
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 500).Select(_ => (char)random.Next('a', 'c')));
            compiled.IsMatch(text);
            compiled.Find(text, 0, null, out _);
        }

        var held = Held.Bytes(compiled);
        Assert.InRange(held, 1, compiled.MostBytes);
    }
}
