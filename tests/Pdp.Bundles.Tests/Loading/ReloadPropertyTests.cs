using System.Globalization;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Bundles.Tests.Loading;

/// <summary>
/// Folders edited at random: a loading that takes what has not changed from the one before comes to what a loading of everything
/// comes to. <c>PDP_RELOAD_CASES</c> and <c>PDP_RELOAD_SEED</c> run others, and more of them.
/// </summary>
public sealed class ReloadPropertyTests
{
    private const int Edits = 25;
    private const int Requests = 12;

    [Fact]
    public void A_loading_with_the_one_before_comes_to_what_a_whole_loading_comes_to()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var cases = Setting("PDP_RELOAD_CASES", 6);
        var first = Setting("PDP_RELOAD_SEED", 1);
        var counts = new Counts();
        Parallel.For(first, first + cases, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = 2 }, seed => Run(seed, counts, cancellation));
        TestContext.Current.TestOutputHelper?.WriteLine(counts.ToString());
        // were nothing reused, or nothing loaded, nothing would be shown
        Assert.True(counts.Good > counts.Edits / 3, counts.ToString());
        Assert.True(counts.Bad > counts.Edits / 50, counts.ToString());
        Assert.True(counts.Reused > counts.Policies / 3, counts.ToString());
        Assert.True(counts.ReusedWithWarnings > 0, counts.ToString());
    }

    private static void Run(int seed, Counts counts, CancellationToken cancellation)
    {
        using var temporary = new TemporaryFolder();
        var folder = new EditedFolder(seed, temporary.Path);
        var result = BundleLoader.Load(temporary.Path, cancellation: cancellation);
        var last = result.Bundle;
        var hints = new List<string>();
        var log = new List<string>();
        for (var edit = 0; edit < Edits; edit++)
        {
            var (paths, done) = folder.Change(result.Bundle is null);
            log.Add(done);
            hints.AddRange(paths);
            var requests = BundleText.Requests((seed * 1000) + edit, Requests).ToList();
            var whole = BundleLoader.Load(temporary.Path, cancellation: cancellation);
            result = BundleLoader.Load(temporary.Path, last, null, edit % 2 == 0 ? [.. hints] : null, cancellation);
            var place = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, edit {edit}: {string.Join("; ", log)}");
            Same(Text(whole), Text(result), place);
            string Text(LoadResult loaded) => BundleText.Of(loaded, requests, cancellation);
            counts.Add(last, result);
            if (result.Bundle is null) continue;
            last = result.Bundle;
            hints.Clear();
        }
    }

    private static void Same(string expected, string actual, string place)
    {
        if (string.Equals(expected, actual, StringComparison.Ordinal)) return;
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var at = Enumerable.Range(0, Math.Max(left.Length, right.Length)).First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        Assert.Fail($"{place}\nexpected: {left.ElementAtOrDefault(at)}\nactual:   {right.ElementAtOrDefault(at)}");
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;

    /// <summary>What the edits came to.</summary>
    private sealed class Counts
    {
        private int _edits;
        private int _good;
        private int _policies;
        private int _reused;
        private int _warned;

        public int Edits => _edits;

        public int Good => _good;

        public int Bad => _edits - _good;

        public int Policies => _policies;

        public int Reused => _reused;

        public int ReusedWithWarnings => _warned;

        public void Add(Bundle? before, LoadResult after)
        {
            Interlocked.Increment(ref _edits);
            if (after.Bundle is not { } bundle) return;
            Interlocked.Increment(ref _good);
            var known = (before?.Set.Kept.Documents ?? []).ToHashSet<object>(ReferenceEqualityComparer.Instance);
            foreach (var document in bundle.Set.Kept.Documents)
            {
                Interlocked.Increment(ref _policies);
                if (!known.Contains(document)) continue;
                Interlocked.Increment(ref _reused);
                if (document.Notes is not null) Interlocked.Increment(ref _warned);
            }
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Edits} edits, {Good} good; {Policies} policies, {Reused} reused, {ReusedWithWarnings} of them with warnings");
    }
}
