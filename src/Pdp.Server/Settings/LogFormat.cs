namespace Pdp.Server.Settings;

/// <summary>How log records are written to standard output.</summary>
internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    Console,

    /// <summary>A JSON object a line.</summary>
    Json,
}
