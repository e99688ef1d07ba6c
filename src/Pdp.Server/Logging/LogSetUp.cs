using Microsoft.Extensions.Logging.Console;
using Pdp.Server.Settings;

namespace Pdp.Server.Logging;

/// <summary>How the log is written. The framework's own records are told from Warning on: at Information it tells every call.</summary>
internal static class LogSetUp
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Sets the log up.</summary>
    /// <param name="logging">The host's log.</param>
    /// <param name="format">For people or machines.</param>
    /// <param name="toError">Whether it goes to standard error, since standard output is for something else.</param>
    /// <param name="levels">The <c>Logging</c> section of the settings file: levels by category.</param>
    public static void Configure(ILoggingBuilder logging, LogFormat format, bool toError, IConfiguration levels)
    {
        if (toError) logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Warning);

        // What keeps the server from starting it tells itself, in words and with a way out.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddConfiguration(levels);

        // whatever levels are asked for: these tell URLs with their queries, and lines that are no header, in which tokens may stand
        foreach (var category in (string[])["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel.BadRequests"])
        {
            logging.AddFilter(category, LogLevel.Warning);
            logging.AddFilter<ConsoleLoggerProvider>(category, LogLevel.Warning);
        }

        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(static console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = TimeFormat;
            });
        }
        else
        {
            logging.AddSimpleConsole(static console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = TimeFormat + " ";
                console.ColorBehavior = LoggerColorBehavior.Default;
            });
        }
    }
}
