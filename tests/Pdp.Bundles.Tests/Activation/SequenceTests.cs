using Pdp.Bundles.Activation;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Tests.Archives;
using Xunit;

namespace Pdp.Bundles.Tests.Activation;

/// <summary>An older bundle does not come back, and one that has expired does not come into force.</summary>
public sealed class SequenceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(6L, false, null)]
    [InlineData(5L, false, null)]
    [InlineData(4L, false, "the sequence goes back from 5 to 4")]
    [InlineData(5L, true, "sequence 5 has been in force with the revision")]
    [InlineData(6L, true, null)]
    [InlineData(null, false, "the bundle has no sequence, and sequence 5 has been in force")]
    public void A_sequence_only_grows(long? sequence, bool isOther, string? told)
    {
        var marks = VersionMarks.None.With(Of(5));
        var bundle = Of(sequence);
        if (isOther) bundle = bundle with { Revision = "sha256:other" };
        var findings = ActivationCheck.Run(bundle, marks, Noon, TestContext.Current.CancellationToken);
        if (told is null)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal("PDP0403", finding.Code);
        Assert.StartsWith(told, finding.Message, StringComparison.Ordinal);
        Assert.Empty(ActivationCheck.Run(bundle, marks: null, Noon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_highest_sequence_is_remembered()
    {
        var marks = VersionMarks.None.With(Of(5)).With(Of(4)).With(Of(null));
        Assert.Equal(5, marks.Sequence!.Number);
    }

    [Fact]
    public void A_folder_has_no_sequence_and_needs_none() =>
        Assert.Empty(ActivationCheck.Run(SomeArchives.Small(), VersionMarks.None.With(Of(5)), Noon, TestContext.Current.CancellationToken));

    [Fact]
    public void What_has_expired_is_refused_whatever_may_go_back()
    {
        var bundle = Of(1, Noon);
        Assert.Empty(ActivationCheck.Run(bundle, null, Noon.AddTicks(-1), TestContext.Current.CancellationToken));
        var finding = Assert.Single(ActivationCheck.Run(bundle, null, Noon, TestContext.Current.CancellationToken));
        Assert.Equal(("PDP0404", "the bundle has expired: it must not be relied upon after 2026-03-02T12:00:00Z"), (finding.Code, finding.Message));
    }

    private static Bundle Of(long? sequence, DateTimeOffset? notAfter = null) =>
        SomeArchives.Read(SomeArchives.Write(SomeArchives.Small(), facts: new ManifestFacts { Sequence = sequence, NotAfter = notAfter })).Load().Bundle!;
}
