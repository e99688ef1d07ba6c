namespace Pdp.Cli.Output;

/// <summary>For whom a report is.</summary>
internal enum ReportFormat
{
    /// <summary>People.</summary>
    Text,

    /// <summary>Programs.</summary>
    Json,

    /// <summary>CI systems: JUnit's XML.</summary>
    JUnit,
}
