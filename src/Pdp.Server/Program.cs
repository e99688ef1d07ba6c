using System.CommandLine;
using Pdp.Server;
using Pdp.Server.CommandLine;

var command = PdpServerCommand.Create("pdp-server");
command.Options.Add(ServerHelp.Option());
var result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (result.Errors.Count > 0 && result.Action is System.CommandLine.Invocation.ParseErrorAction)
{
    ServerHelp.TellErrors(result, Console.Error);
    return ServerExitCodes.Usage;
}

// The server ends its calls in order when it is told to stop, which takes the time it takes.
return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
