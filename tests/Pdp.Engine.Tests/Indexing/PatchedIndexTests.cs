using System.Globalization;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Indexing;
using Pdp.Engine.Reports;
using Pdp.Engine.Sources;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>An index of the roots that has been brought up to one edit after the other, beside a scan and beside one made anew.</summary>
public sealed class PatchedIndexTests
{
    private const int Sets = 6;
    private const int Edits = 25;
    private const int Requests = 10;
    // more than one index over all places takes
    private const int Many = 2_100;

    [Fact]
    public void An_index_that_has_been_patched_changes_nothing_of_any_answer()
    {
        var (patched, kept, anew) = (0, 0, 0);
        Parallel.For(1, 1 + Sets, seed =>
        {
            var policies = new IndexedPolicies(new Random(seed));
            var source = policies.Set((64, 3));
            var set = Compiled.Set(source);
            for (var edit = 0; edit < Edits; edit++)
            {
                source = policies.Edited(source);
                var before = set.Compiled.RootIndex;
                set = Compiled.Set(source, previous: set);
                if (ReferenceEquals(before, set.Compiled.RootIndex)) Interlocked.Increment(ref kept);
                else if (set.Compiled.RootIndex is PatchedIndex) Interlocked.Increment(ref patched);
                else Interlocked.Increment(ref anew);
                var byLists = set.Compiled with { Forest = null, RootForest = null };
                var whole = edit % 3 == 0 ? Compiled.Set(source).Compiled : null;
                for (var i = 0; i < Requests; i++)
                {
                    var request = policies.Request();
                    var (scanned, found) = (AnswerText.Of<ScanTrace>(byLists, request), AnswerText.Of<NoTrace>(byLists, request));
                    Assert.True(scanned == found, $"seed {seed}, edit {edit}, request {i}{Environment.NewLine}{scanned}{Environment.NewLine}{found}");
                    if (whole is null) continue;
                    var loaded = AnswerText.Of<ScanTrace>(whole, request);
                    Assert.True(loaded == found, $"seed {seed}, edit {edit}, request {i}, loaded anew{Environment.NewLine}{loaded}{Environment.NewLine}{found}");
                }
            }
        });

        // each is seen often
        Assert.All((int[])[patched, kept, anew], count => Assert.True(count > Sets * Edits / 25, $"{patched} patched, {kept} kept, {anew} anew"));
    }

    [Fact]
    public void An_edit_that_asks_for_the_same_keeps_the_index()
    {
        var before = Compiled.Set(Set([.. Enumerable.Range(0, 20).Select(Typed)]));
        var source = before.Source;
        var after = Compiled.Set(
            source with { Policies = source.Policies.SetItem(7, source.Policies[7] with { Version = 2, Combining = CombiningAlgorithm.PermitOverrides }) },
            previous: before);
        Assert.IsType<BuiltIndex>(before.Compiled.RootIndex);
        Assert.Same(before.Compiled.RootIndex, after.Compiled.RootIndex);
    }

    [Fact]
    public void What_is_told_of_a_patched_index_is_what_is_told_of_one_made_anew()
    {
        var before = Compiled.Set(Set([.. Enumerable.Range(0, Many).Select(Typed)]));
        var source = before.Source;
        // one that is another, one that is gone, and one that is new
        source = source with { Policies = source.Policies.SetItem(7, Typed(7, "other")).RemoveAt(40).Add(Typed(Many)) };
        var (patched, anew) = (Compiled.Set(source, previous: before), Compiled.Set(source));
        Assert.IsType<PatchedIndex>(patched.Compiled.RootIndex);
        Assert.IsType<BuiltIndex>(anew.Compiled.RootIndex);
        var (told, toldAnew) = (patched.DescribeIndex().Lists[0], anew.DescribeIndex().Lists[0]);
        Assert.Equal(toldAnew.Keys, told.Keys);
        Assert.Equal(toldAnew.WithoutKey, told.WithoutKey);
        foreach (var type in (string[])["type-3", "type-7", "other", "type-40", $"type-{Many}", "none"])
        {
            var request = Ask.Any.WithResourceType(type);
            Assert.Equal(patched.Answer(request).Value, anew.Answer(request).Value);
            var (use, useAnew) = (Use(patched), Use(anew));
            Assert.Equal(useAnew.Keys, use.Keys);
            Assert.Equal(useAnew.Candidates.Select(candidate => (candidate.Id, candidate.IsSure)), use.Candidates.Select(candidate => (candidate.Id, candidate.IsSure)));

            ListUse Use(PolicySet set) => set.TraceIndex(request, Ask.Noon).Lists[0];
        }
    }

    private static PolicySource Typed(int number) =>
        Typed(number, string.Create(CultureInfo.InvariantCulture, $"type-{number}"));

    private static PolicySource Typed(int number, string type) => Targeted(
        string.Create(CultureInfo.InvariantCulture, $"p{number:D5}"), $"resource.type == '{type}'", Permit("r", "subject.level > 3"));
}
