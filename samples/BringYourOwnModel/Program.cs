using BringYourOwnModel;

new Tour().Run(Console.Out);
