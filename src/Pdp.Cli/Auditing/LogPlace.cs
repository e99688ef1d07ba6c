using System.CommandLine;
using Pdp.Audit;
using Pdp.Audit.Files;
using Pdp.Audit.Reading;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;

namespace Pdp.Cli.Auditing;

/// <summary>The decision log that a command reads.</summary>
internal static class LogPlace
{
    /// <summary>The argument that names it.</summary>
    public static Argument<string> Argument() => new("LOG") { Description = "the folder of the decision log, or one of its files" };

    /// <summary>Tells how many lines were no records, and what the command ends with.</summary>
    public static int TellDamaged(CliHost host, ColourMode colour, long lines)
    {
        if (lines == 0) return ExitCodes.Ok;
        host.Flush();
        Consoles.Error(host, colour).Error($"no records of a log: {Counted.Of(lines, "line")}", "`pdp audit verify` tells which");
        return ExitCodes.BadInput;
    }

    /// <summary>Its files.</summary>
    /// <exception cref="CliFailureException">There is none.</exception>
    public static IReadOnlyList<LogFile> Find(string path)
    {
        try
        {
            return AuditRecords.Find(path);
        }
        catch (AuditException exception)
        {
            throw new CliFailureException(ExitCodes.BadInput, exception.Message);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CliFailureException(ExitCodes.InputOutputError, $"cannot read `{path}`: {exception.Message.TrimEnd('.')}");
        }
    }
}
