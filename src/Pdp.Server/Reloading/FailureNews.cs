namespace Pdp.Server.Reloading;

/// <summary>
/// A failure that may come again at every try: it is told when it begins and when it becomes another one. Its stack trace each time
/// would fill the log and say nothing new.
/// </summary>
internal sealed class FailureNews
{
    private string? _told;

    /// <summary>Whether it is not the one that was told last. It counts as told.</summary>
    public bool IsNews(Exception failure)
    {
        // with its stack trace: what is named alike may fail elsewhere
        var text = failure.ToString();
        if (string.Equals(_told, text, StringComparison.Ordinal)) return false;
        _told = text;
        return true;
    }

    /// <summary>It is over: the next one is news.</summary>
    public void End() => _told = null;
}
