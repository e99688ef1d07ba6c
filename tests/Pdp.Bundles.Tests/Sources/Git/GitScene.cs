using Pdp.Bundles.Sources.Git;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Git;

/// <summary>A source of a repository, and what is asked of it again and again.</summary>
internal sealed class GitScene : IDisposable
{
    public GitScene(string location, Func<GitOptions, GitOptions>? set = null, LoadOptions? load = null)
    {
        var options = new GitOptions { Location = GitLocation.Parse(location, out _)!, Poll = TimeSpan.FromMinutes(10), Timeout = TimeSpan.FromMinutes(2) };
        Source = new GitSource(set?.Invoke(options) ?? options, load ?? new LoadOptions(), TimeProvider.System, Assert.Fail);
    }

    public GitSource Source { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public Task<LoadResult> ReadAsync(Bundle? inForce = null) => Source.ReadAsync(inForce, Cancelled).WaitAsync(TimeSpan.FromMinutes(3), Cancelled);

    /// <summary>Reads what has to be good.</summary>
    public async Task<Bundle> GoodAsync(Bundle? inForce = null)
    {
        var result = await ReadAsync(inForce);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(DiagnosticText.Format)));
        Assert.True(result.IsGenuine);
        return result.Bundle;
    }

    /// <summary>Reads what has to be refused, for one reason.</summary>
    public async Task<string> RefusedAsync(string code, Bundle? inForce = null, bool isGenuine = false)
    {
        var result = await ReadAsync(inForce);
        Assert.Null(result.Bundle);
        var finding = Assert.Single(result.Diagnostics);
        Assert.Equal((code, isGenuine), (finding.Code, result.IsGenuine));
        return finding.Message;
    }

    /// <summary>Does something, and waits until the source notices.</summary>
    public async Task NoticedAsync(Action change)
    {
        var waiting = Source.WaitAsync(Cancelled);
        change();
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
    }

    public void Dispose() => Source.Dispose();
}
