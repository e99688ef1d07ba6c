namespace Pdp.Cli.Hosting;

/// <summary>The reader of our output is gone (<c>pdp … | head</c>): there is nobody left to tell anything.</summary>
internal sealed class OutputClosedException(Exception cause) : Exception("the output is closed", cause);

/// <summary>Our output cannot be written (a full disk): what was printed so far is not all there is.</summary>
internal sealed class OutputFailedException(string message, Exception cause) : Exception(message, cause);
