namespace Pdp.Server.Settings;

/// <summary>
/// A setting under its one name: <c>--max-batch-items</c> on the command line, <c>PDP__MAX_BATCH_ITEMS</c> in the
/// environment, <c>MaxBatchItems</c> in <c>appsettings.json</c>.
/// </summary>
/// <param name="Name">Its name, words parted by dashes.</param>
/// <param name="HelpName">What stands for the value in the help; null for a switch, which is true by its name alone.</param>
/// <param name="Description">What it does, with the default.</param>
/// <param name="Apply">The options with the setting's text in them, or what is wrong with the text.</param>
internal sealed record Setting(
    string Name, string? HelpName, string Description, Func<PdpServerOptions, string, SettingOutcome> Apply)
{
    /// <summary>The option on the command line.</summary>
    public string Option => "--" + Name;

    /// <summary>The variable in the environment.</summary>
    public string Variable => SettingSources.Prefix + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>Whether a word from the environment or a file names this setting; case, dashes and underscores do not count.</summary>
    public bool Answers(string word) => string.Equals(Bare(word), Bare(Name), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string word) =>
        word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}

/// <summary>What came of a setting's text.</summary>
/// <param name="Options">The options with it; null when it is wrong.</param>
/// <param name="Error">What is wrong: expected what, got what.</param>
internal readonly record struct SettingOutcome(PdpServerOptions? Options, string? Error)
{
    public static SettingOutcome Of(PdpServerOptions options) => new(options, null);

    public static SettingOutcome Wrong(string error) => new(null, error);
}
