using Pdp.Cli;
using Pdp.Cli.Hosting;

return await PdpApp.RunAsync(args, ProcessHost.Create());
